import { List, Table, Text, Title } from "@mantine/core";
import type { ConnectableApp } from "./app-connection.ts";
import classes from "./platform-guide.module.css";

/** How to make credentials on the platform that can do what is needed, and no more. */
export function PlatformGuide({ app: { title, steps, permissions } }: { readonly app: ConnectableApp }) {
  return (
    <aside className={classes.guide} aria-label={`What to do on ${title}`}>
      <Title order={3} mb={6}>
        What to do first
      </Title>
      <List type="ordered" fz={13} spacing={6}>
        {steps.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
      {permissions.length > 0 && (
        <>
          <Title order={3} mt="md">
            The smallest permissions
          </Title>
          <Text fz={13} c="dimmed" mb={4}>
            Without one of them, exactly that step fails.
          </Text>
          <Table className={classes.permissions} aria-label="The smallest permissions">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Permission</Table.Th>
                <Table.Th>Needed to</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {permissions.map(({ name, neededTo }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>{neededTo}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </aside>
  );
}
