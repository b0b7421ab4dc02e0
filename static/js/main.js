// One module per behaviour. Each finds its elements by a data- attribute; every page works without any of them.
import "./builder.js";
import "./confirm.js";
import "./counter.js";
import "./date_picker.js";
import "./double_submit.js";
import "./error_summary.js";
import "./formula.js";
import "./kana.js";
import "./keyed_lines.js";
import "./menu.js";
import "./postcode.js";
import "./reorder.js";
import "./select_all.js";
import "./tag_completion.js";
import "./unsaved_changes.js";
import "./upload.js";
import "./upload_area.js";
