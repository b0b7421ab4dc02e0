// [data-kana] holds the lines of a name. While an input method turns kana into kanji, the kana are remembered, and
// suggested in the line for the reading as long as nobody has written anything else there.
import { behaviour } from "./behaviour.js";

const KANA = /^[\u3041-\u309f\u30a0-\u30ff\uff66-\uff9f]+/;
const UNFINISHED = /[a-zａ-ｚ]+$/i; // たかh: the next letter is on its way

// Full-width katakana as hiragana; half-width ones first become full-width.
const toHiragana = (text) => text.normalize("NFKC")
  .replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));

const follow = (name, kana) => {
  const known = []; // what was converted, with its reading: the latest last
  let typing = "";
  let suggested = "";

  // The reading of the whole line, as far as every piece of it is known; otherwise nothing.
  const readingOf = (text) => {
    let reading = "";
    for (let rest = text; rest;) {
      const piece = known.findLast(({ written }) => rest.startsWith(written));
      const plain = piece ? piece.written : (rest.match(KANA)?.[0] ?? rest.match(/^[\s・]/)?.[0]);
      if (!plain) return "";
      reading += piece ? piece.reading : plain;
      rest = rest.slice(plain.length);
    }
    return toHiragana(reading);
  };

  const suggest = () => {
    if (kana.value && kana.value !== suggested) return;
    const reading = readingOf(name.value);
    if (reading === kana.value || (!reading && name.value)) return;
    suggested = reading;
    kana.value = reading;
    for (const kind of ["input", "change"]) kana.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  name.addEventListener("compositionstart", () => { typing = ""; });
  name.addEventListener("compositionupdate", ({ data }) => {
    const letters = data.replace(UNFINISHED, "");
    if (letters && letters.match(KANA)?.[0] === letters) typing = letters;
  });
  name.addEventListener("compositionend", ({ data }) => {
    if (data && typing) known.push({ written: data, reading: typing });
    setTimeout(suggest); // some browsers write the text into the line only after this event
  });
  name.addEventListener("input", ({ isComposing }) => { if (!isComposing) suggest(); });
};

behaviour("[data-kana]", (box) => {
  const line = (part) => box.querySelector(`[name$=".${part}"]`);
  for (const part of ["family", "given"]) {
    const [name, kana] = [line(part), line(`${part}_kana`)];
    if (name && kana) follow(name, kana);
  }
});
