import Fastify from "fastify";

/** Routes that do nothing: what the framework alone costs. A form is received and not looked at. */
const app = Fastify();
const form = "application/x-www-form-urlencoded";
app.addContentTypeParser(form, { parseAs: "string" }, (_request, body, done) => done(null, body));
app.get("/", async () => ({}));
app.post("/", async () => ({}));
await app.listen({ port: Number(process.env["PORT"]), host: "127.0.0.1" });
process.once("SIGTERM", () => process.exit(0));
