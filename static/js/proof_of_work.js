// <input type="hidden" data-proof="address of the challenge" data-worker="address of ALTCHA's worker"> is filled with the
// solution, which a worker finds in about a second while somebody types. On a page where nothing can be typed it begins
// at once. Without a worker or over plain http the field stays empty: the server then counts more strictly.
import { behaviour } from "./behaviour.js";

const PATIENCE = 60_000;

const solve = async (field) => {
  const answer = await fetch(field.dataset.proof);
  if (!answer.ok) return;
  const challenge = await answer.json();
  const worker = new Worker(field.dataset.worker);
  worker.onmessage = ({ data }) => {
    worker.terminate();
    if (data?.derivedKey) field.value = btoa(JSON.stringify({ challenge, solution: data }));
  };
  worker.onerror = () => worker.terminate();
  worker.postMessage({ type: "work", challenge, timeout: PATIENCE });
};

behaviour("input[data-proof]", (field) => {
  if (field.value || !window.Worker || !window.crypto?.subtle) return;
  const begin = () => solve(field).catch(() => {});
  if (field.form.querySelector("[data-question]")) field.form.addEventListener("input", begin, { once: true });
  else begin();
});
