import { Text } from "@mantine/core";
import classes from "./compare-code.module.css";

export function CompareCode({ code }: { readonly code: string }) {
  return (
    <div className={classes.box}>
      <Text fz={14}>Compare it with the code in your terminal:</Text>
      <strong className={classes.code}>{code}</strong>
    </div>
  );
}
