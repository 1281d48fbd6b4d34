import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import classes from "./pager.module.css";

interface PagerProps {
  readonly page: number;
  readonly hasNextPage: boolean;
  /** Rows on this page. */
  readonly count: number;
  readonly perPage: number;
  /** Of all pages, where it is known: `1,204`, `more than 10,000`. */
  readonly total?: string | undefined;
  readonly onPage: (page: number) => void;
}

/** Nothing where one page holds everything. */
export function Pager({ page, hasNextPage, count, perPage, total, onPage }: PagerProps) {
  if (page === 1 && !hasNextPage) return null;
  const first = (page - 1) * perPage + 1;
  return (
    <Group component="nav" aria-label="Pages" className={classes.pager} justify="space-between">
      <Text fz={13} c="dimmed">
        {count === 0 ? "Nothing on this page" : `${first} to ${first + count - 1}`}
        {total !== undefined && ` of ${total}`}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconChevronLeft size={14} />}
          disabled={page === 1}
          onClick={() => onPage(page - 1)}
        >
          Previous
        </Button>
        <Button
          size="xs"
          variant="default"
          rightSection={<IconChevronRight size={14} />}
          disabled={!hasNextPage}
          onClick={() => onPage(page + 1)}
        >
          Next
        </Button>
      </Group>
    </Group>
  );
}
