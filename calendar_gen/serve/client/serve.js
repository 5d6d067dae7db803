// Loaded by pages that `calendar-gen serve` shows, and nowhere else: reloads the page when it is another one, and
// shows what is wrong with the calendar meanwhile.
(() => {
  "use strict";
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/.calendar-gen/serve.css";
  document.head.append(style);

  // It is there before it says anything: screen readers announce what comes into an alert.
  const alert = document.createElement("div");
  alert.id = "calendar-gen-problems";
  alert.setAttribute("role", "alert");
  alert.lang = "en";
  alert.dir = "ltr";
  document.body.prepend(alert);

  const of = document.currentScript.dataset.of;
  const query = new URLSearchParams({ path: location.pathname, of });
  let events;
  const show = (event) => {
    alert.replaceChildren();
    if (event.data) {
      const said = document.createElement("p");
      said.textContent = "The last edit can't be shown, so this is what was there before it:";
      const lines = document.createElement("pre");
      lines.textContent = event.data;
      lines.tabIndex = 0;
      alert.append(said, lines);
    }
  };
  // Browsers hold six connections to a host: pages that nobody sees let go of theirs, and ask when they are seen.
  const follow = () => {
    events?.close();
    if (document.hidden) return;
    events = new EventSource("/.calendar-gen/events?" + query);
    events.addEventListener("problems", show);
    events.addEventListener("reload", () => {
      events.close();
      location.reload();
    });
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", follow);
})();
