import { Button, CloseButton, Menu } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import classes from "./filter-chip.module.css";

interface FilterChipProps<Value extends string> {
  readonly label: string;
  readonly value: Value | undefined;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value | undefined) => void;
}

/** One filter of a list: what it is set to, a menu of what else there is, and the way to drop it. */
export function FilterChip<Value extends string>({
  label,
  value,
  options,
  onChange,
}: FilterChipProps<Value>) {
  const chosen = options.find((option) => option.value === value);
  const text = value === undefined ? label : `${label}: ${chosen?.label ?? value}`;
  return (
    <span className={classes.chip} data-set={value !== undefined || undefined}>
      <Menu shadow="md" position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="transparent"
            className={classes.button}
            rightSection={value === undefined && <IconChevronDown size={13} aria-hidden />}
          >
            {text}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={340} miw={160} className={classes.options}>
          {options.map((option) => (
            <Menu.Item
              key={option.value}
              rightSection={option.value === value && <IconCheck size={14} aria-label="chosen" />}
              onClick={() => onChange(option.value)}
            >
              {option.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {value !== undefined && (
        <CloseButton size="sm" aria-label={`Drop the filter ${label}`} onClick={() => onChange(undefined)} />
      )}
    </span>
  );
}
