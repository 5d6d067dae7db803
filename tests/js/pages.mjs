// html-validate as a witness. JSON on stdin: the folder of pages, and the paths in it. JSON on stdout: what is wrong, a line each.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const [folder, paths] = JSON.parse(readFileSync(0, "utf8"));
const config = {
  root: true,
  extends: ["html-validate:recommended"],
  // Boxes that are ticked together have one name, so that an address may have it more than once.
  rules: { "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }] },
};
const validator = new HtmlValidate(new StaticConfigLoader(config));
const found = [];
for (const path of paths) {
  const report = validator.validateStringSync(readFileSync(join(folder, path), "utf8"), path);
  for (const { messages } of report.results)
    for (const { line, ruleId, message } of messages) found.push(`${path}:${line}: ${ruleId}: ${message}`);
}
process.stdout.write(JSON.stringify(found));
