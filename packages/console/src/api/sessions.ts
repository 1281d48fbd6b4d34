/** The endpoints of the sign-in library itself, which the server mounts beside the API. */
const AUTH_PATH = "/api/auth";

/** Loads the page anew afterwards: nothing of the person stays in memory. `next`: where whoever signs in then goes. */
export async function signOut(next?: string): Promise<void> {
  await fetch(`${AUTH_PATH}/sign-out`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  window.location.assign(next === undefined ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
}
