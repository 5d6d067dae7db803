// The functions of the pages' scripts, without a page: a document in which nothing is found.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const FOLDER = new URL("../../calendar_gen/site/templates/", import.meta.url);

export function script(language = "en", words = "") {
  const document = {
    currentScript: { dataset: { top: "../../" } },
    documentElement: { lang: language },
    body: { lang: words },
    querySelectorAll: () => [],
    addEventListener: () => {},
  };
  const context = vm.createContext({ document, location: { href: "https://e.example/town/events/fair/" }, URL, URLSearchParams });
  for (const name of ["site.js", "find.js"]) vm.runInContext(readFileSync(new URL(name, FOLDER), "utf8"), context);
  return context;
}
