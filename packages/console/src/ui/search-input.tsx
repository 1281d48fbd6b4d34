import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

const TYPING_MS = 200;

interface SearchInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onSearch: (text: string | undefined) => void;
}

/** Searches as one types; `/` leads here. */
export function SearchInput({ label, value = "", onSearch }: SearchInputProps) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback((next: string) => onSearch(next.trim() || undefined), TYPING_MS);
  useHotkeys([["/", () => input.current?.focus()]]);
  useEffect(() => {
    // Back and forward change the address; what is being typed wins.
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  function change(next: string) {
    setText(next);
    search(next);
  }
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear search" onClick={() => change("")} />}
      w={{ base: "100%", xs: 260 }}
    />
  );
}
