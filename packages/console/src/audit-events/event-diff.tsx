import { Text, Title, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { type Change, changesBetween, factsOf } from "./event-changes.ts";
import type { AuditEvent } from "./audit-reads.ts";
import { fieldWords, valueWords } from "./field-words.ts";
import classes from "./event-diff.module.css";

type Fields = NonNullable<AuditEvent["after"]>;

/** What the thing was before and is since, as far as it is not the same. */
export function EventDiff({ event: { before, after } }: { readonly event: AuditEvent }) {
  if (before && after && isSameThing(before, after)) return <Changes before={before} after={after} />;
  return (
    <>
      {before && <Facts title="As it was" fields={before} />}
      {after && <Facts title={before ? "What came of it" : "As it was made"} fields={after} />}
    </>
  );
}

function isSameThing(before: Fields, after: Fields): boolean {
  return Object.keys(before).some((field) => field in after);
}

function Changes({ before, after }: { readonly before: Fields; readonly after: Fields }) {
  const changes = changesBetween(before, after);
  if (changes.length === 0) {
    return (
      <Text fz={13} c="dimmed">
        Saved as it was: nothing is another.
      </Text>
    );
  }
  return (
    <Section title="What changed">
      {changes.map((change) => (
        <Row key={change.field} field={change.field}>
          <ChangeWords change={change} />
        </Row>
      ))}
    </Section>
  );
}

function Facts({ title, fields }: { readonly title: string; readonly fields: Fields }) {
  const facts = factsOf(fields).filter(({ values }) => values.length > 0);
  if (facts.length === 0) return null;
  return (
    <Section title={title}>
      {facts.map(({ field, values }) => (
        <Row key={field} field={field}>
          {values.map((value) => (
            <div key={String(value)}>{valueWords(field, value)}</div>
          ))}
        </Row>
      ))}
    </Section>
  );
}

function ChangeWords({ change }: { readonly change: Change }) {
  const { field } = change;
  // Names of what has secret values: the field itself says what became of them.
  if (change.kind === "added" && field.startsWith("secrets.")) return change.values.join(", ");
  if (change.kind === "changed") {
    return (
      <>
        <Value sign="removed" field={field} value={change.before} />
        <Value sign="added" field={field} value={change.after} />
      </>
    );
  }
  const removed = change.kind === "list" ? change.removed : change.kind === "removed" ? change.values : [];
  const added = change.kind === "list" ? change.added : change.kind === "added" ? change.values : [];
  return (
    <>
      {removed.map((value) => (
        <Value key={String(value)} sign="removed" field={field} value={value} />
      ))}
      {added.map((value) => (
        <Value key={String(value)} sign="added" field={field} value={value} />
      ))}
    </>
  );
}

interface ValueProps {
  readonly sign: "added" | "removed";
  readonly field: string;
  readonly value: Parameters<typeof valueWords>[1];
}

/** A sign and a word for those who do not see it, never a colour alone. */
function Value({ sign, field, value }: ValueProps) {
  return (
    <div className={classes.value} data-sign={sign}>
      <span aria-hidden>{sign === "added" ? "+" : "−"}</span>
      <VisuallyHidden>{sign}: </VisuallyHidden>
      <bdi>{valueWords(field, value)}</bdi>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <Title order={3} fz={13} mb={6}>
        {title}
      </Title>
      <dl className={classes.rows}>{children}</dl>
    </section>
  );
}

function Row({ field, children }: { readonly field: string; readonly children: ReactNode }) {
  return (
    <div className={classes.row}>
      <dt>{fieldWords(field)}</dt>
      <dd>{children}</dd>
    </div>
  );
}
