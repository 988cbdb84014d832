// Asks the browser for a passkey and sends its answer with the form that asked.
"use strict";

(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((entry) => ({ ...entry, id: bytes(entry.id) }));

  /** What the browser takes of what the server asks; its bytes travel as base64url. */
  function question({ publicKey }) {
    const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (publicKey.user) asked.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    if (publicKey.excludeCredentials) asked.excludeCredentials = known(publicKey.excludeCredentials);
    if (publicKey.allowCredentials) asked.allowCredentials = known(publicKey.allowCredentials);
    return { publicKey: asked };
  }

  /** What the server takes of what the browser answers. */
  function answer(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return {
      type: credential.type,
      id: credential.id,
      rawId: text(credential.rawId),
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function optionsOf({ options, optionsUrl }) {
    if (options) return JSON.parse(document.getElementById(options).textContent);
    const got = await fetch(optionsUrl, { headers: { Accept: "application/json" } });
    if (!got.ok) throw new Error(`options: ${got.status}`);
    return (await got.json()).request_options;
  }

  function tell(form, sentence) {
    const box = form.querySelector("[data-passkey-told]");
    box.textContent = sentence;
    box.hidden = false;
  }

  /** `asker` says what is asked: the form itself, or one of its buttons. */
  async function give(form, asker) {
    if (!window.PublicKeyCredential) return tell(form, asker.dataset.missing);
    try {
      const asked = question(await optionsOf(asker.dataset));
      const credential = await navigator.credentials[asker.dataset.passkey](asked);
      form.elements.credential.value = JSON.stringify(answer(credential));
    } catch {
      return tell(form, asker.dataset.failed);
    }
    // A form that warns before what was typed is lost need not: it is being sent.
    form.dispatchEvent(new CustomEvent("bidelagun:sent", { bubbles: true }));
    form.submit();
  }

  // Before bidelagun.js counts the form as sent: it is sent only with an answer.
  window.addEventListener("submit", (event) => {
    const asker = [event.submitter, event.target].find((one) => one?.matches("[data-passkey]"));
    if (!asker) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    give(event.target, asker);
  }, true);
})();
