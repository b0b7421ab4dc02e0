// [data-builder]: the builder, whose forms and links htmx sends and whose answer it puts in place, so that neither the
// place on the page nor the focus is lost. All of it works as plain pages too.
import { announce } from "./announcer.js";

const inBuilder = (target) => target instanceof Element && target.closest("[data-builder]");
let typed = false; // in the settings, and not saved yet
let busy = false; // until the answer is in place
const waiting = []; // buttons pressed meanwhile, by id: three quick clicks on 上へ are three steps

document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-builder] form[data-unsaved]")) typed = true;
});

// Another question, another step: what was typed would be gone.
document.addEventListener("htmx:confirm", (event) => {
  const { elt, target } = event.detail;
  if (!inBuilder(elt) || !target?.matches("[data-builder]")) return;
  if (busy) {
    event.preventDefault();
    const button = event.detail.triggeringEvent?.submitter;
    if (button?.id) waiting.push(button.id);
    return;
  }
  if (!typed || elt.matches("form[data-unsaved]")) return;
  event.preventDefault();
  if (window.confirm("保存していない設定があります。保存せずに進みますか。")) event.detail.issueRequest(true);
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target?.matches("[data-builder]")) busy = true;
});

// No connection, an ended session, a version that somebody has published: what was typed stays where it is.
const tellProblem = () => {
  busy = false;
  waiting.length = 0;
  const problem = document.querySelector("[data-builder-problem]");
  if (!problem) return;
  problem.hidden = false;
  problem.focus();
  problem.scrollIntoView({ block: "start" });
};

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, ({ detail }) => {
    if (detail.target?.matches("[data-builder]")) tellProblem();
  });
}

// Whoever signs in again in another window has another token: without it the forms of this page are refused.
const renewToken = async () => {
  const answer = await fetch(window.location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[data-builder] input[name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
};

window.addEventListener("focus", () => {
  const problem = document.querySelector("[data-builder-problem]");
  if (problem && !problem.hidden) renewToken().catch(() => {}); // no connection yet: the next time
});

// Errors and conflicts come with the page that tells about them. An answer that is not the builder is none.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (!target?.matches("[data-builder]")) return;
  const isBuilder = [200, 409, 422].includes(xhr.status) && xhr.responseText.includes("data-builder ");
  event.detail.shouldSwap = isBuilder;
  event.detail.isError = false;
  if (!isBuilder) tellProblem();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const builder = event.target.closest?.("[data-builder]") ?? document.querySelector("[data-builder]");
  if (!builder || !event.detail.target?.matches("[data-builder]")) return;
  typed = busy = false;
  const problem = document.querySelector("[data-builder-problem]");
  if (problem) problem.hidden = true;
  const { pathInfo, xhr } = event.detail;
  if (xhr.status < 400) announce(builder.querySelector("[data-announcement]")?.textContent ?? "");
  const warning = builder.querySelector(":scope > .mu-banner[role='alert']");
  if (warning) {
    // It stands at the top, perhaps out of view: what somebody else did meanwhile must not be missed.
    warning.tabIndex = -1;
    warning.focus();
    warning.scrollIntoView({ block: "start" });
    waiting.length = 0;
    return;
  }
  if (pathInfo?.anchor === "settings") builder.querySelector("#settings-title")?.focus();
  if (document.activeElement === document.body) {
    // What had the focus is gone: go on at the question that is open, or at the head of the list.
    const next = builder.querySelector("[aria-current] [id^='set-']");
    (next ?? builder.querySelector("#questions"))?.focus({ preventScroll: true });
  }
  document.getElementById(waiting.shift())?.click();
});
