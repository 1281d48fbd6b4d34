import { Alert, List } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";

/** What would make a rule safer. Nothing where there is nothing to say. */
export function RuleAdvice({ advice }: { readonly advice: readonly string[] }) {
  if (advice.length === 0) return null;
  return (
    <Alert color="yellow" icon={<IconBulb size={18} />} title="This rule could be safer">
      <List fz={14} spacing={4}>
        {advice.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
