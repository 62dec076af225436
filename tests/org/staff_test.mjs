// staff_test.mjs - people in the browser: somebody is added, gets a post, is lent another one's.
import { fits, setUp, shapes, start } from "../browser/lib.mjs";
import { Forms, looksWell } from "./form.mjs";

const t = await start();
const state = await setUp(t);
const few = [shapes[0], shapes[7]]; // narrow, light, Vietnamese; wide, dark, English
const page = await t.visitor(shapes[0], { state });
const f = new Forms(t, page);

async function people() {
    await page.goto("/unit");
    const unit = (await page.getAttribute(".tree a", "href")).match(/\d+/)[0];
    await f.fill("/staff/new", { name: "Trần Thị Ví Dụ", phone: "<b>" });
    await f.refused("phone");
    await f.fill(null, { phone: "0220 3 123 456", email: "vidu@example.vn" });
    const staff = f.at().split("/")[2];
    await f.fill(`/post/new?unit=${unit}&day=2024-01-01`, { name: "Trưởng ban",
        role: "unit_lead", since: "2024-01-01", until: "2023-01-01" });
    await f.refused("until");
    await f.fill(null, { until: "" });
    t.check(/^\/post\/\d+$/.test(f.at()), "no post");
    const post = f.at().split("/")[2];
    await f.fill(`/post/${post}/appoint`, { staff, since: "2024-02-01" });
    t.check((await f.main()).includes("Trưởng ban"), "the post is not on the person's page");
    await f.fill(`/staff/${staff}/appoint`, { post, since: "2024-03-01" });
    await f.refused("staff");
    await page.goto(`/staff?unit=${unit}`);
    t.check((await f.main()).includes("Trần Thị Ví Dụ"), "not found at the unit");

    await f.fill("/delegation", { taker: staff, reason: "đi học", until: "2099-01-01" });
    await f.refused("until");
    const today = await page.inputValue("[name=since]");
    await f.fill(null, { until: today });
    t.check(/Đang có hiệu lực/.test(await f.main()), "the delegation is not shown");
    await page.click("tbody button");
    t.check(/Đã thu hồi/.test(await f.main()), "the delegation was not taken back");
    return { staff, post };
}

const { staff, post } = await people();
const paths = ["/staff", `/staff/${staff}`, `/staff/${staff}/end`, "/staff/new", `/post/${post}`,
    `/post/${post}/appoint`, "/post/new", "/delegation"];
for (const [i, path] of paths.entries()) await looksWell(t, path, [few[i % 2]], state, fits);
await t.end();
