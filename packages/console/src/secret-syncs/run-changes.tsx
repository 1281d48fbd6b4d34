import { Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { Chip } from "../ui/chips.tsx";
import classes from "./run-changes.module.css";

const SHOWN = 6;

interface RunChangesProps {
  /** What was, or would be done, and to which variables. */
  readonly changes: readonly (readonly [words: string, names: readonly string[]])[];
  /** Said when there is nothing of it all. */
  readonly none: string;
}

/** The names of variables by what happens to them. Never their values. */
export function RunChanges({ changes, none }: RunChangesProps) {
  const said = changes.filter(([, names]) => names.length > 0);
  if (said.length === 0) {
    return (
      <Text span inherit c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <div className={classes.changes}>
      {said.map(([words, names]) => (
        <div key={words} className={classes.names}>
          <span className={classes.words}>{words}</span>
          <Names names={names} />
        </div>
      ))}
    </div>
  );
}

/** The first few; all of them for whoever wants to know. */
function Names({ names }: { readonly names: readonly string[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const hidden = showsAll ? 0 : names.length - SHOWN;
  return (
    <>
      {(hidden > 0 ? names.slice(0, SHOWN) : names).map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
      {hidden > 0 && (
        <UnstyledButton className={classes.more} onClick={() => setShowsAll(true)}>
          {hidden} more
        </UnstyledButton>
      )}
    </>
  );
}
