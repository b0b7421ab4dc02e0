// <form data-autosave="address"> sends what stands in it half a second after a change, so that an ended session, a
// dropped network or a closed window loses nothing that was typed. Every answer is passed on to the form as the event
// "autosave:answer" (following.js listens).
//
// One request at a time: an aborted one may still arrive at the server, after the newer one. What cannot be sent stays
// in the page and is tried again. It is on purpose that nothing is put into localStorage: office PCs are shared, and
// answers hold personal data that the next person at the desk must not find.
import { behaviour } from "./behaviour.js";
import { say as inWords } from "./words.js";

const PAUSE = 500;
const PATIENCE = 15_000;
const RETRIES = [2_000, 5_000, 15_000, 30_000];
const WORDS = {
  ended: inWords(
    "ログインの有効期限が切れたため、保存を止めています。入力した内容は、この画面に残っています。",
    "You have been signed out, so nothing is being saved. What you typed is still on this page.",
  ),
  unreachable: inWords(
    "通信ができないため、まだ保存していません。この画面を閉じないでください。つながると、自動で保存します。",
    "There is no connection, so this is not saved yet. Keep this page open: it is saved as soon as there is one.",
  ),
  failed: inWords(
    "自動保存ができませんでした。少し待って、もう一度保存します。",
    "It could not be saved. Another attempt is made in a moment.",
  ),
};

// The form's fields as a browser would send them, files left out: those go with the buttons.
const typedIn = (form) => new URLSearchParams(
  [...new FormData(form)]
    .filter(([, value]) => typeof value === "string")
    .map(([name, value]) => [name, value.replace(/\r?\n/g, "\r\n")]),
);

// What is compared to tell whether anything is unsaved: leaving a field is a change event without a change.
const wordsOf = (form) => {
  const typed = typedIn(form);
  typed.delete("csrfmiddlewaretoken");
  return typed.toString();
};

// Signing in again in another window changes the token; every form of this page needs the new one.
const renewToken = async () => {
  const answer = await fetch(location.pathname, { redirect: "manual" });
  if (!answer.ok) return answer.type === "opaqueredirect" ? "ended" : "failed";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token) return "failed";
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  return "";
};

behaviour("form[data-autosave]", (form) => {
  const state = form.querySelector("[data-autosave-state]");
  const problem = form.querySelector("[data-autosave-problem]");
  let kept = wordsOf(form);
  setTimeout(() => { kept = wordsOf(form); }); // other modules may still add controls
  let timer;
  let request = null;
  let failures = 0;
  let trouble = ""; // ended, unreachable, failed; or what the server says
  let stopped = false; // by the server: saved in another window
  let leaving = false;
  let files = false; // chosen, and sent only with a button

  const say = (what) => {
    if (trouble === what) return;
    trouble = what;
    problem.replaceChildren(WORDS[what] ?? what);
    problem.hidden = !what;
    if (what === "ended" && form.dataset.signIn) {
      const link = document.createElement("a");
      Object.assign(link, { href: form.dataset.signIn, target: "_blank", textContent: "別の画面でログインする" });
      problem.append(" ", link, "（ログインしたら、この画面に戻ってください）");
    }
  };
  const sendIn = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };
  const tryAgain = (what) => {
    say(what);
    sendIn(RETRIES[Math.min(failures, RETRIES.length - 1)]);
    failures += 1;
  };

  const post = async () => {
    const renewed = trouble === "ended" || trouble === "failed" ? await renewToken() : "";
    if (renewed) return tryAgain(renewed);
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body: typedIn(form), redirect: "manual", signal: request.signal,
    });
    if (answer.type === "opaqueredirect") return tryAgain("ended");
    if (!answer.headers.get("Content-Type")?.includes("json")) return tryAgain("failed");
    const told = await answer.json();
    failures = 0;
    stopped = answer.status === 409;
    say(told.problem ?? "");
    if (told.saved_at) state.textContent = inWords(`${told.saved_at}に保存しました`, `Saved at ${told.saved_at}`);
    form.dispatchEvent(new CustomEvent("autosave:answer", { detail: told }));
    return told.saved_at;
  };

  // Even with nothing new to keep, a trouble is over only once the server has answered.
  const send = async () => {
    if (request || leaving || stopped) return;
    const words = wordsOf(form);
    if (words === kept && !trouble) return;
    request = new AbortController();
    const impatience = setTimeout(() => request?.abort(), PATIENCE);
    try {
      if (await post()) kept = words;
    } catch {
      if (!leaving) tryAgain("unreachable");
    } finally {
      clearTimeout(impatience);
      request = null;
    }
    if (wordsOf(form) !== words) sendIn(PAUSE);
  };

  const changed = () => {
    if (!request) sendIn(PAUSE);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("change", () => {
    files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0);
  });
  window.addEventListener("online", () => sendIn(0));
  window.addEventListener("focus", () => { if (trouble) sendIn(0); });

  // A page that leads to the sign-in, or nowhere, would take what was typed with it.
  form.addEventListener("submit", (event) => {
    if (trouble !== "ended" && trouble !== "unreachable") return;
    event.preventDefault();
    problem.scrollIntoView({ block: "center" });
    sendIn(0);
  });
  // Other modules listen on the document and may stop the submission; the window hears it after them.
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    request?.abort();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && form.isConnected && (files || wordsOf(form) !== kept)) event.preventDefault();
  });
});
