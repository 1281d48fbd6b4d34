import { Status, type Tone } from "../ui/status.tsx";
import type { AppConnection } from "./app-connection.ts";

type Health = AppConnection["health"]["status"];

const TONES: Readonly<Record<Health, Tone>> = { ok: "good", failing: "bad", unknown: "warn" };

export function ConnectionHealth({ status }: { readonly status: Health }) {
  return <Status tone={TONES[status]}>{status}</Status>;
}
