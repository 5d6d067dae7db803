// html-validate as a witness. JSON on stdin: the folder of pages. JSON on stdout: what is wrong, a line each.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const folder = JSON.parse(readFileSync(0, "utf8"));
const config = {
  root: true,
  extends: ["html-validate:recommended"],
  // Boxes that are ticked together have one name, so that an address may have it more than once.
  rules: { "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }] },
};
const validator = new HtmlValidate(new StaticConfigLoader(config));
const found = [];
for (const path of readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".html")).sort()) {
  const report = validator.validateStringSync(readFileSync(join(folder, path), "utf8"), relative(folder, path));
  for (const { messages } of report.results)
    for (const { line, ruleId, message } of messages) found.push(`${path}:${line}: ${ruleId}: ${message}`);
}
process.stdout.write(JSON.stringify(found));
