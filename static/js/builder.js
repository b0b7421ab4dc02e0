// [data-builder]: the builder, whose forms and links htmx sends and whose answer it puts in place, so that neither the
// place on the page nor the focus is lost. All of it works as plain pages too.
import { announce } from "./announcer.js";

const inBuilder = (target) => target instanceof Element && target.closest("[data-builder]");
let typed = false; // in the settings, and not saved yet

document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-builder] form[data-unsaved]")) typed = true;
});

// Another question, another step: what was typed would be gone.
document.addEventListener("htmx:confirm", (event) => {
  const { elt, target } = event.detail;
  if (!inBuilder(elt) || !target?.matches("[data-builder]")) return;
  if (!typed || elt.matches("form[data-unsaved]")) return;
  event.preventDefault();
  if (window.confirm("保存していない設定があります。保存せずに進みますか。")) event.detail.issueRequest(true);
});

// Errors and conflicts come with the page that tells about them.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (!target?.matches("[data-builder]") || ![409, 422].includes(xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const builder = event.target.closest?.("[data-builder]") ?? document.querySelector("[data-builder]");
  if (!builder || !event.detail.target?.matches("[data-builder]")) return;
  typed = false;
  const { pathInfo, xhr } = event.detail;
  if (xhr.status < 400) announce(builder.querySelector("[data-announcement]")?.textContent ?? "");
  if (pathInfo?.anchor === "settings") builder.querySelector("#settings-title")?.focus();
  if (document.activeElement === document.body) {
    // What had the focus is gone: go on at the question that is open, or at the head of the list.
    const next = builder.querySelector("[aria-current] [id^='set-']");
    (next ?? builder.querySelector("#questions"))?.focus({ preventScroll: true });
  }
});
