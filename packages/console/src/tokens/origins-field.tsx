import { TagsInput } from "@mantine/core";
import { isOrigin, NARROWING_ENTRIES_MAX } from "@keywright/contract";

interface OriginsFieldProps {
  readonly value: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (origins: readonly string[]) => void;
}

/** The websites whose pages may use a publishable token. */
export function OriginsField({ value, error, onChange }: OriginsFieldProps) {
  const wrong = value.filter((origin) => !isOrigin(origin));
  return (
    <TagsInput
      label="Only on these websites"
      description={
        value.length === 0
          ? "None named: the pages of any website may use it. Type an address such as https://shop.example.com and press Enter."
          : "Pages of these websites may use it, and no others. Nor may programs that name no website."
      }
      placeholder={value.length === 0 ? "https://shop.example.com" : undefined}
      maxTags={NARROWING_ENTRIES_MAX}
      splitChars={[",", " ", "\n"]}
      value={[...value]}
      error={
        wrong.length > 0
          ? `${wrong.join(", ")}: must be an origin such as https://shop.example.com, without a path`
          : error
      }
      onChange={(origins) => onChange(origins.map(originIn))}
    />
  );
}

/** `https://Shop.example.com/` is what people copy from the address bar of a start page, and names the same website. */
function originIn(text: string): string {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return trimmed;
  const { href, origin } = new URL(trimmed);
  return href === `${origin}/` ? origin : trimmed;
}
