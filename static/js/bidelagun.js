// What plain HTML cannot do alone. Everything here is a help: each page works without it.
"use strict";

(() => {
  const alertBox = () => document.getElementById("page-alert");

  /** Show a sentence at the top of the page; `link` is {href, text, fresh}. */
  function tell(text, link) {
    const box = alertBox();
    if (!box) return;
    const line = document.createElement("p");
    line.textContent = text;
    box.replaceChildren(line);
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link.href;
      anchor.textContent = link.text;
      if (link.fresh) Object.assign(anchor, { target: "_blank", rel: "noopener" });
      line.append(" ", anchor);
    }
    box.hidden = false;
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  }

  /** The explanation of an error page of ours, or nothing. */
  function explanationOf(body) {
    const found = new DOMParser().parseFromString(body, "text/html").querySelector("[data-explanation]");
    return found ? found.textContent.replace(/\s+/g, " ").trim() : "";
  }

  // htmx: what failed is told, and what was typed stays where it is.
  document.addEventListener("htmx:sendError", () => tell(alertBox().dataset.offline));
  document.addEventListener("htmx:timeout", () => tell(alertBox().dataset.offline));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const { failed, missing, retry } = alertBox().dataset;
    const text = explanationOf(xhr.responseText) || (xhr.status === 404 ? missing : failed);
    tell(text, { href: window.location.href, text: retry });
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { loginUrl, signedOut, signIn } = alertBox().dataset;
    const answered = event.detail.xhr.responseURL;
    if (!answered || new URL(answered).pathname !== loginUrl) return;
    event.detail.shouldSwap = false;
    tell(signedOut, { href: loginUrl, text: signIn, fresh: true });
  });

  // htmx: whoever acted is taken to the answer; a panel that loads by itself moves nobody.
  document.addEventListener("htmx:beforeRequest", (event) => {
    document.documentElement.classList.add("is-busy");
    event.detail.elt.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    document.documentElement.classList.remove("is-busy");
    event.detail.elt.removeAttribute("aria-busy");
    sent.delete(event.detail.elt);
    if (event.detail.successful && alertBox()) alertBox().hidden = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.elt;
    const wrong = target.matches(".error-summary") ? target : target.querySelector(".error-summary");
    const lost = document.activeElement === document.body;
    const acted = event.detail.requestConfig?.triggeringEvent?.isTrusted;
    if (!wrong && !(lost && acted)) return;
    const place = wrong || target.querySelector("[autofocus], h1, h2, h3") || target;
    if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
    place.focus();
  });

  // Forms: sent once, and not left by accident with words typed in them.
  const sent = new WeakSet();
  let typed = false;
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-keep] textarea, [data-keep] input[type=text]")) typed = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (sent.has(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent.add(event.target);
    // A form that answers with a file leaves the page standing: it can be sent again after a while.
    setTimeout((form) => sent.delete(form), 8000, event.target);
    if (event.target.matches("[data-keep]")) typed = false;
  }, true);
  // Quick exit: the page is gone at once and leaves no way back to itself.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-quick-exit]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    typed = false;
    document.body.replaceChildren();
    document.title = "";
    const leave = () => window.location.replace(form.dataset.quickExit);
    setTimeout(leave, 1500);
    fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).finally(leave);
  }, true);
  document.addEventListener("bidelagun:sent", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
  });

  // Open boxes of the header close with Escape and with a click elsewhere.
  document.addEventListener("click", (event) => {
    for (const box of document.querySelectorAll("details.drop[open]")) {
      if (!box.contains(event.target)) box.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const box of document.querySelectorAll("details.drop[open]")) {
      box.open = false;
      box.querySelector("summary").focus();
    }
  });

  // On a telephone a table becomes a list: each cell carries its heading. What is still too wide
  // can be scrolled with the keyboard.
  function label(table) {
    const heads = [...table.tHead.rows[0].cells].map((cell) =>
      cell.querySelector(".visually-hidden") ? "" : cell.textContent.trim());
    table.classList.add("table-stack");
    table.setAttribute("role", "table");
    for (const group of [table.tHead, ...table.tBodies]) group.setAttribute("role", "rowgroup");
    for (const row of table.rows) row.setAttribute("role", "row");
    for (const cell of table.tHead.rows[0].cells) cell.setAttribute("role", "columnheader");
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      [...row.cells].forEach((cell, column) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        if (cell.tagName === "TD" && cell.colSpan === 1 && heads[column]) cell.dataset.label = heads[column];
      });
    }
  }
  function fitTables() {
    document.querySelectorAll(".table-wrap > table").forEach((table) => table.tHead && label(table));
    for (const wrap of document.querySelectorAll(".table-wrap, .drawing")) {
      if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
      else wrap.removeAttribute("tabindex");
    }
  }
  for (const moment of ["DOMContentLoaded", "htmx:afterSettle"]) document.addEventListener(moment, fitTables);

  // A flowchart opens where the case stands.
  document.addEventListener("DOMContentLoaded", () => {
    for (const drawing of document.querySelectorAll(".drawing")) {
      const here = drawing.querySelector('[data-state="late"], [data-state="now"], [data-state="waiting"]');
      if (!here) continue;
      const place = here.getBoundingClientRect(), frame = drawing.getBoundingClientRect();
      drawing.scrollLeft += place.x + place.width / 2 - frame.x - frame.width / 2;
      drawing.scrollTop += place.y + place.height / 2 - frame.y - frame.height / 2;
    }
  });
  window.addEventListener("resize", fitTables);

  // After a form came back with errors, reading begins there.
  document.addEventListener("DOMContentLoaded", () => document.querySelector(".error-summary")?.focus());
})();
