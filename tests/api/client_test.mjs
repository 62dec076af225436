// client_test.mjs - the description of /api/v1 is good OpenAPI 3.1, says a validator of others;
// and a client that is made from it alone does an office's day: it lists, pages, makes a draft,
// issues it, reports with a file, is refused, sends again what it is not sure of.
// office: demo
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { enterDemo, start } from "../browser/lib.mjs";

const web = createRequire(new URL("../../web/package.json", import.meta.url));
const { Validator } = await import(
    pathToFileURL(web.resolve("@seriousme/openapi-schema-validator")));
const { OpenAPIClientAxios } = web("openapi-client-axios");

const t = await start();
const api = `${t.base}/api/v1`;
const description = await (await fetch(`${api}/openapi.json`)).json();

// ---- the description ----
const check = (d) => new Validator().validate(structuredClone(d));
const verdict = await check(description);
t.check(verdict.valid, `no good OpenAPI: ${JSON.stringify(verdict.errors)?.slice(0, 800)}`);
t.check(description.openapi === "3.1.0", "not 3.1");
const operations = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, o]) => ({ path, method, ...o })));
t.check(operations.length > 120, `only ${operations.length} operations`);
t.check(new Set(operations.map((o) => o.operationId)).size === operations.length,
    "two operations of one name");
const broken = structuredClone(description); // the validator is no yes-man
delete broken.info.title;
t.check(!(await check(broken)).valid, "the validator finds nothing wrong");

// ---- people of the demo office make secrets, in a browser ----
async function secretOf(login, scopes) {
    const context = await t.browser.newContext({ baseURL: t.base, locale: "en-GB" });
    const page = await context.newPage();
    await enterDemo(page, login);
    await page.goto("/account/access/new");
    await page.fill("[name=name]", `Program of ${login}`);
    for (const scope of scopes) await page.check(`[name="scopes.${scope}"]`);
    await Promise.all([page.waitForNavigation(), page.locator("main form button").click()]);
    const secret = (await page.locator("code.secret").innerText()).trim();
    await page.goto("/account/access");
    t.check(!(await page.content()).includes(secret), "a secret is shown again");
    await context.close();
    return secret;
}

// The client, made from the description; it throws at nothing.
async function client(secret) {
    const made = new OpenAPIClientAxios({ definition: description, withServer: { url: api },
        axiosConfigDefaults: { validateStatus: () => true, maxRedirects: 0,
            headers: { Authorization: `Bearer ${secret}`, "Accept-Language": "en" } } });
    return made.init();
}

const work = ["read:work", "write:work", "read:org", "read:own"];
const officer = await client(await secretOf("chuyenvien", work));
const district = await client(await secretOf("huyen", work));

// ---- lists, page by page ----
const whole = (await officer.getTask({ limit: 500, state: "overdue,soon,running" })).data;
t.check(whole.items.length > 3, "there are hardly any tasks");
const seen = [];
for (let after; ;) {
    const { data } = await officer.getTask({ limit: 7, state: "overdue,soon,running", after });
    seen.push(...data.items.map((i) => i.id));
    if (!data.next || seen.length > 1000) break;
    after = new URL(data.next, t.base).searchParams.get("after");
}
t.check(JSON.stringify(seen.slice(0, whole.items.length)) ===
    JSON.stringify(whole.items.map((i) => i.id)), "the pages are not the list");

// ---- a task from its draft to a report ----
const me = (await district.getAccount()).data;
const posts = (await district.getAppointment({ staff: me.staff })).data.items;
const { unit } = (await district.getPostId({ id: posts[0].post })).data;
const task = { work: "Gửi danh sách báo cáo viên qua chương trình", lead: unit,
    due: "2022-11-30", product: "Danh sách", answerable: me.staff };
const named = { headers: { "Idempotency-Key": "draft-1" } };
const draft = await officer.sendTaskNew(null, task, named);
t.check(draft.status === 201, `a draft: ${draft.status} ${JSON.stringify(draft.data)}`);
const id = Number(draft.headers.location?.split("/").at(-1));
t.check((await officer.getTaskId({ id })).data.state === "draft", "it is no draft");
t.check((await district.getTaskId({ id })).status === 404, "a draft is seen by others");

const again = await officer.sendTaskNew(null, task, named);
t.check(again.status === 201 && again.headers.location === draft.headers.location,
    "sent again it was made again");
const other = await officer.sendTaskNew(null, { ...task, work: "Việc khác" }, named);
t.check(other.status === 422 && other.data.code === "http.repeat.other",
    "another request under the same name");

const empty = await officer.sendTaskNew(null, { lead: unit });
t.check(empty.status === 422 && empty.headers["content-type"].startsWith("application/problem+json")
    && empty.data.errors[0].pointer === "#/work", "what is wrong is not told");
const vi = await officer.sendTaskNew(null, { lead: unit },
    { headers: { "Accept-Language": "vi" } });
t.check(vi.data.code === empty.data.code && vi.data.title !== empty.data.title, "one language");

t.check((await district.sendTaskIdIssue({ id })).status === 404, "issued by whom?");
t.check((await officer.sendTaskIdIssue({ id })).status === 200, "not issued");
const report = new FormData();
for (const [name, value] of Object.entries({ unit, words: "Đã gửi một nửa", said: 50 }))
    report.set(name, String(value));
report.set("file", new Blob(["%PDF-1.4\n%%EOF\n"]), "danh sách.pdf");
const told = await district.sendTaskIdReport({ id }, report);
t.check(told.status === 200, `a report: ${told.status} ${JSON.stringify(told.data)}`);
const [progress] = (await officer.getTaskIdProgress({ id })).data.items;
t.check(progress?.said === 50 && progress.words === "Đã gửi một nửa", "the report is not there");
const [evidence] = (await officer.getTaskIdEvidence({ id })).data.items;
t.check(evidence?.name === "danh sách.pdf", "its file is not there");
const file = await fetch(`${api}/task/${id}/evidence/${evidence.id}`, {
    headers: officer.defaults.headers });
t.check((await file.text()).startsWith("%PDF"), "the file is not what was sent");

// ---- a page without a shape; what is closed; what a scope does not hold ----
const grid = (await officer.getGrid()).data;
t.check(grid.tables?.length > 0 && grid.title, "the grid has no table");
t.check((await officer.getDocument()).status === 403, "beyond its scopes");
t.check(!officer.sendLogin && !officer.sendAccountAccessNew, "closed, and described");
await t.end();
