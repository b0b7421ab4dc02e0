// <form data-asks="address"> asks the server what it makes of what was typed, half a second after a change, and passes
// the answer on to the form as the event "autosave:answer" (following.js listens). Nothing is kept there: where the
// server cannot be asked, the page stays as it is, and everything is said when the form is sent.
import { behaviour } from "./behaviour.js";

const PAUSE = 500;

// The form's fields as a browser would send them; files go with the buttons only.
const typedIn = (form) => new URLSearchParams(
  [...new FormData(form)]
    .filter(([, value]) => typeof value === "string")
    .map(([name, value]) => [name, value.replace(/\r?\n/g, "\r\n")]),
);

behaviour("form[data-asks]", (form) => {
  let timer;
  let asked = typedIn(form).toString();
  let request = null;

  const ask = async () => {
    const words = typedIn(form);
    if (words.toString() === asked) return;
    asked = words.toString();
    request?.abort(); // only the newest answer counts, and asking changes nothing
    request = new AbortController();
    try {
      const answer = await fetch(form.dataset.asks, { method: "POST", body: words, signal: request.signal });
      if (!answer.headers.get("Content-Type")?.includes("json")) return;
      form.dispatchEvent(new CustomEvent("autosave:answer", { detail: await answer.json() }));
    } catch {
      // Away, or overtaken by the next change.
    }
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
});
