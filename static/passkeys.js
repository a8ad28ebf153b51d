// Asks the browser to make or to show a passkey, and sends what it answers with the form around it. Its pages are
// complete without it: they say what else there is. Every word comes from the page's data- attributes.
"use strict";

(() => {
  const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const toText = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  // The options as the page has them, with bytes where the browser wants bytes (WebAuthn section 5.1.8).
  const opened = (options) => {
    const read = { ...options, challenge: toBytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (options[list]) read[list] = options[list].map((key) => ({ ...key, id: toBytes(key.id) }));
    }
    return read;
  };

  const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const written = ({ id, rawId, type, response }) => JSON.stringify({
    id, rawId: toText(rawId), type,
    response: Object.fromEntries(PARTS.filter((part) => response[part]).map((part) => [part, toText(response[part])])),
  });

  const place = (here) => {
    const form = here.closest("form");
    const [button, says] = [here.querySelector("button"), here.querySelector("[data-says]")];
    if (!window.PublicKeyCredential || !navigator.credentials) {
      if (says.textContent) says.textContent = here.dataset.none;
      return;
    }
    says.textContent = "";
    button.hidden = false;
    const needs = (here.dataset.needs || "").split(" ").filter(Boolean);
    const complete = () => needs.every((name) => form.elements[name].value.trim());

    const ask = async () => {
      // What is missing is for the server to say, before a device is asked.
      if (!complete()) { form.submit(); return; }
      button.disabled = true;
      says.textContent = "";
      try {
        const key = await navigator.credentials[here.dataset.passkey]({ publicKey: opened(JSON.parse(here.dataset.options)) });
        form.elements.passkey.value = written(key);
        form.submit();
      } catch {
        says.textContent = here.dataset.failed;
        button.disabled = false;
      }
    };

    button.addEventListener("click", ask);
    // Where the button is the form's only one, the key that ends a line presses it.
    if (here.dataset.passkey === "create") {
      form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
    }
    addEventListener("pageshow", () => { button.disabled = false; });
  };

  document.querySelectorAll("[data-passkey]").forEach(place);
})();
