// task_look_test.mjs - every page about one task on a phone, the first ones also wide and dark in
// English: it fits, and axe finds nothing serious. PICTURES=folder keeps what was seen.
import { axeHere, fits, shapes, start } from "../browser/lib.mjs";
import { office } from "./office.mjs";

const t = await start(), person = office(t);
const pages = { officer: ["/task/1", "/task/7/judge", "/task/4/edit", "/task/4", "/task/new",
    "/task/1/edit", "/task/1/decide", "/task/6/extend", "/task/6/pause", "/task/9/resume",
    "/task/6/withdraw", "/task/6/partner", "/task/6/series", "/task/6/split?pick=commune",
    "/task/6/split/plan?unit.3=3&unit.5=5", "/task/bulk?task.4=1&task.6=1&what=issue",
    "/calendar/holidays?year=2022", "/calendar/holidays/paste?text=30/04/2024+A%0Axyz"],
worker: ["/task/1/report", "/task/6/extend"] };

for (const [who, paths] of Object.entries(pages)) {
    for (const shape of shapes.filter((s) => /390 light vi|1280 dark en/.test(s))) {
        const page = await person(who, shape, true);
        for (const path of shape.width < 600 ? paths : paths.slice(0, 3)) {
            const reply = await page.goto(path);
            if (who === "worker" && path === "/task/6/extend") {
                t.check(reply.status() === 404, "another district's task is seen");
                continue;
            }
            t.check(reply.ok(), `${path}: answered ${reply.status()}`);
            t.check(await fits(page), `${path} ${shape}: wider than the screen`);
            for (const found of await axeHere(page)) t.check(false, `${path} ${shape}: ${found}`);
            if (process.env.PICTURES) await page.screenshot({ fullPage: true,
                path: `${process.env.PICTURES}/${path.replace(/\W+/g, "-")}-${shape}.png` });
        }
        await page.context().close();
    }
}
await t.end();
