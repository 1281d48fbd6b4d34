/** The endpoints of the sign-in library itself, which the server mounts beside the API. */
const AUTH_PATH = "/api/auth";

/** Loads the page anew afterwards: nothing of the person stays in memory. */
export async function signOut(): Promise<void> {
  await fetch(`${AUTH_PATH}/sign-out`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  window.location.assign("/sign-in");
}
