import { Link } from "@tanstack/react-router";
import type { NavItem } from "../navigation.ts";
import classes from "./nav-section.module.css";

export function NavSection({ title, items }: { readonly title: string; readonly items: readonly NavItem[] }) {
  return (
    <section className={classes.section}>
      <h2 className={classes.title}>{title}</h2>
      <ul className={classes.items}>
        {items.map(({ label, icon: IconOf, link, exact = false }) => (
          <li key={label}>
            <Link {...link} className={classes.item} activeOptions={{ exact, includeSearch: false }}>
              <IconOf size={17} stroke={1.6} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
