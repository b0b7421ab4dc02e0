// <form data-upload enctype="multipart/form-data"> is sent with a progress bar when it carries files. The answer is the
// page that a normal submission would have shown (behind a redirect, or with errors), and takes this page's place.
// Without JavaScript the browser sends the form by itself.
import { attachAll } from "./behaviour.js";
import { say } from "./words.js";

const megabytes = (bytes) => `${(bytes / 1024 ** 2).toFixed(1)}MB`;

const bar = () => {
  const box = document.createElement("div");
  box.className = "mu-progress mu-stack";
  box.dataset.gap = "small";
  const text = document.createElement("p");
  text.setAttribute("role", "status");
  const progress = document.createElement("progress");
  progress.className = "mu-progress__bar";
  progress.ariaLabel = say("送信の進み具合", "Progress");
  progress.max = 1;
  progress.value = 0;
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "mu-button";
  cancel.dataset.size = "s";
  cancel.textContent = say("送信をやめる", "Stop sending");
  box.append(text, progress, cancel);
  return { box, text, progress, cancel };
};

const send = (form, submitter) => {
  const request = new XMLHttpRequest();
  const { box, text, progress, cancel } = bar();
  form.querySelector(":scope > .mu-progress")?.remove();
  form.append(box);
  cancel.addEventListener("click", () => request.abort());

  // The words change in steps of a tenth, so that a screen reader is not flooded.
  let told = -1;
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (!lengthComputable) return;
    progress.value = loaded / total;
    const tenth = Math.floor((10 * loaded) / total);
    if (tenth === told) return;
    told = tenth;
    const [all, part] = [megabytes(total), megabytes(loaded)];
    text.textContent = say(`送信しています：${all}のうち${part}`, `Sending: ${part} of ${all}`);
  });
  request.upload.addEventListener("load", () => {
    text.textContent = say("受け取ったファイルを確かめています。", "The files have arrived and are being checked.");
  });

  const fail = (message) => {
    text.textContent = message;
    progress.remove();
    cancel.remove();
    delete form.dataset.sending;
  };
  request.addEventListener("abort", () => {
    fail(say("送信をやめました。何も保存していません。", "Sending was stopped. Nothing has been saved."));
  });
  request.addEventListener("error", () => {
    fail(say("通信が切れました。接続を確かめて、もう一度送信してください。", "The connection was lost. Check it and send again."));
  });
  request.addEventListener("load", () => {
    if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) {
      showPage(request.responseText, request.responseURL);
    } else {
      fail(say("送信できませんでした。時間をおいて、もう一度お試しください。", "It could not be sent. Try again in a while."));
    }
  });

  const data = new FormData(form, submitter);
  const target = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
  request.open("POST", new URL(target, document.baseURI));
  request.setRequestHeader("Accept", "text/html");
  request.send(data);
};

// Asking for the address a second time would lose its messages, so the page that came is the page that is shown.
const showPage = (html, address) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.body.replaceWith(page.body);
  if (address !== window.location.href) {
    window.history.pushState(null, "", address);
    window.addEventListener("popstate", () => window.location.reload(), { once: true });
  }
  window.scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
  window.htmx?.process(document.body);
  attachAll(document.body);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]") || event.defaultPrevented) return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "";
  if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length > 0)) return;
  event.preventDefault();
  send(form, event.submitter);
});

// Coming back by the browser's history shows the same document again: it may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});
