import { type Command, InvalidArgumentError, Option } from "commander";

export interface NoticeOptions {
  readonly noticeDays?: readonly number[];
  readonly noticeEmail?: "on" | "off";
}

/** How people are told of a team's or the organization's tokens before they expire. */
export function withNotices(command: Command): Command {
  return command
    .option(
      "--notice-days <days>",
      "how many days before a token expires people are told: 14,3, or none",
      noticeDays,
    )
    .addOption(
      new Option("--notice-email <choice>", "whether they are told by e-mail").choices(["on", "off"]),
    );
}

function noticeDays(text: string): readonly number[] {
  if (text === "none") return [];
  if (/^\d{1,3}(,\d{1,3})*$/.test(text)) return text.split(",").map(Number);
  throw new InvalidArgumentError("Give numbers of days such as 14,3, or none.");
}

export function noticesFrom({ noticeDays, noticeEmail }: NoticeOptions) {
  if (noticeDays === undefined && noticeEmail === undefined) return undefined;
  return {
    days: noticeDays && [...noticeDays],
    email: noticeEmail === undefined ? undefined : noticeEmail === "on",
  };
}

interface Notices {
  readonly days: readonly number[];
  readonly email: boolean;
  readonly connectionId?: string | null;
}

const list = new Intl.ListFormat("en-GB");

/** `14 and 3 days before, by e-mail and over con_…`. */
export function noticesText({ days, email, connectionId }: Notices): string {
  const ways = [...(email ? ["by e-mail"] : []), ...(connectionId ? [`over ${connectionId}`] : [])];
  if (days.length === 0 || ways.length === 0) return "nobody is told";
  const unit = days.length === 1 && days[0] === 1 ? "day" : "days";
  return `${list.format(days.map(String))} ${unit} before, ${list.format(ways)}`;
}
