import { Button, CloseButton, Popover, Stack, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import classes from "../ui/filter-chip.module.css";

interface InputChipProps {
  readonly label: string;
  readonly type: "text" | "date";
  readonly value: string | undefined;
  /** How the value is said on the chip. */
  readonly words?: string | undefined;
  readonly placeholder?: string;
  readonly onChange: (value: string | undefined) => void;
}

/** A filter that is typed, not chosen. */
export function InputChip({ label, type, value, words = value, placeholder, onChange }: InputChipProps) {
  const [opened, setOpened] = useState(false);
  return (
    <span className={classes.chip} data-set={value !== undefined || undefined}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
        <Popover.Target>
          <Button
            size="compact-sm"
            variant="transparent"
            className={classes.button}
            rightSection={value === undefined && <IconChevronDown size={13} aria-hidden />}
            onClick={() => setOpened(!opened)}
          >
            {value === undefined ? label : `${label}: ${words}`}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <ChipForm
            label={label}
            type={type}
            value={value}
            placeholder={placeholder}
            onSubmit={(next) => {
              setOpened(false);
              onChange(next);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      {value !== undefined && (
        <CloseButton size="sm" aria-label={`Drop the filter ${label}`} onClick={() => onChange(undefined)} />
      )}
    </span>
  );
}

interface ChipFormProps {
  readonly label: string;
  readonly type: "text" | "date";
  readonly value: string | undefined;
  readonly placeholder: string | undefined;
  readonly onSubmit: (value: string | undefined) => void;
}

function ChipForm({ label, type, value = "", placeholder, onSubmit }: ChipFormProps) {
  const [text, setText] = useState(type === "date" ? value.slice(0, 10) : value);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(text.trim() || undefined);
      }}
    >
      <Stack gap="xs">
        <TextInput
          label={label}
          type={type}
          value={text}
          {...(placeholder !== undefined && { placeholder })}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" size="xs">
          Filter
        </Button>
      </Stack>
    </form>
  );
}
