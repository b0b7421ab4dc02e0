// [data-postcode] holds the lines of an address; its button fills them from the postcode. Asked is our own server
// (data-url, with 0000000 in the place of the code). Without script the same button posts the form.
import { behaviour } from "./behaviour.js";
import { say } from "./words.js";

behaviour("[data-postcode]", (box) => {
  const line = (part) => box.querySelector(`[name$=".${part}"]`);
  const button = box.querySelector("button[name=lookup]");
  const status = box.querySelector("[data-postcode-status]");
  const postcode = line("postcode");
  if (!button || !postcode) return;
  let filled = ""; // the street that came from the last postcode, and may go with it

  const put = (part, text) => {
    const control = line(part);
    if (!text || control.value === text) return;
    control.value = text;
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  const fill = (place) => {
    const street = line("street");
    const before = street.value.trim();
    put("region", place.region);
    put("city", place.city);
    if (!before || before === filled) {
      put("street", place.street);
      filled = place.street;
    }
  };

  const lookUp = async () => {
    const code = postcode.value.trim();
    if (!code) {
      status.textContent = say("郵便番号を入力してください。", "Enter the postcode.");
      postcode.focus();
      return;
    }
    try {
      const address = box.dataset.url.replace("0000000", encodeURIComponent(code.replaceAll("/", "-")));
      const answer = await fetch(say(address, `${address}?lang=en`), { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (answer.ok) fill(found);
      status.textContent = found.message;
    } catch {
      status.textContent = say("住所を調べられませんでした。住所を入力してください。", "The address could not be looked up. Please type it.");
    }
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    lookUp();
  });
  // Whoever has typed a whole postcode and nothing else need not press the button.
  postcode.addEventListener("change", () => {
    const digits = postcode.value.normalize("NFKC").replace(/[^0-9]/g, "");
    const isBare = ["region", "city", "street"].every((part) => !line(part).value.trim());
    if (digits.length === 7 && isBare) lookUp();
  });
});
