// The preview follows the builder in another window of the same browser: every page of the builder says, by
// data-draft="<questionnaire>:<edit>", which state of the draft it shows, and <iframe data-follows-draft="<questionnaire>">
// shows the form anew. What was typed into it stays: it is the form that is sent again.
import { behaviour } from "./behaviour.js";

const channel = (questionnaire) => new BroadcastChannel(`draft-${questionnaire}`);

behaviour("[data-draft]", (page) => {
  const [questionnaire, edit] = page.dataset.draft.split(":");
  const telling = channel(questionnaire);
  telling.postMessage(edit);
  telling.close();
});

behaviour("iframe[data-follows-draft]", (frame) => {
  let shown = "";
  channel(frame.dataset.followsDraft).addEventListener("message", ({ data }) => {
    if (data === shown) return;
    shown = data;
    const form = frame.contentDocument?.querySelector("form[data-following]");
    if (form) form.requestSubmit(form.querySelector("button[name=follow]"));
    else frame.contentWindow.location.reload();
  });
});
