import { Provider } from "oidc-provider";

const { PORT, CLIENT_SECRET } = process.env as Record<string, string>;
const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [
    {
      client_id: "api",
      client_secret: CLIENT_SECRET!,
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    },
  ],
  features: { clientCredentials: { enabled: true }, introspection: { enabled: true } },
});
provider.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
