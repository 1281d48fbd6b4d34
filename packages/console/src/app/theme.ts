import {
  Alert,
  createTheme,
  type CSSVariablesResolver,
  InputWrapper,
  type MantineColorsTuple,
  Modal,
  PasswordInput,
  Select,
  Table,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

const gray: MantineColorsTuple = [
  "#f7f8f9",
  "#eff1f3",
  "#e4e7ea",
  "#d3d8dd",
  "#b4bbc3",
  "#8d96a0",
  "#6b7580",
  "#515a64",
  "#363d45",
  "#1f242a",
];
const dark: MantineColorsTuple = [
  "#d8dce1",
  "#b3bac2",
  "#98a1ab",
  "#66707b",
  "#3b424a",
  "#2d333a",
  "#23282f",
  "#191d22",
  "#131619",
  "#0e1013",
];
const accent: MantineColorsTuple = [
  "#eef1fd",
  "#dde2fa",
  "#b9c3f4",
  "#9aa8f0",
  "#8797ee",
  "#6a7ee6",
  "#4a5fd9",
  "#3b4ec0",
  "#3142a3",
  "#27367f",
];

const FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Helvetica, Arial, sans-serif';
const MONOSPACE = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

/** Calm and dense: neutral greys, one accent, 14 px text, short motion. */
export const theme = createTheme({
  colors: { gray, dark, accent },
  primaryColor: "accent",
  primaryShade: 6,
  black: "#1f242a",
  fontFamily: FONTS,
  fontFamilyMonospace: MONOSPACE,
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "22px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } },
  },
  components: {
    // Its own colours are loud in the dark, and too faint for words in the light.
    Alert: Alert.extend({
      vars: (_, { color = "gray" }) => ({
        root: {
          "--alert-bg": `color-mix(in srgb, var(--mantine-color-${color}-6) 12%, var(--kw-surface))`,
          "--alert-color": "var(--mantine-color-text)",
        },
      }),
    }),
    InputWrapper: InputWrapper.extend({ styles: { label: { fontWeight: 500, marginBottom: 4 } } }),
    Modal: Modal.extend({
      defaultProps: {
        radius: "md",
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.4 },
      },
      styles: { title: { fontWeight: 600, fontSize: 16, overflowWrap: "anywhere" } },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } },
    }),
    Table: Table.extend({ defaultProps: { fz: 13 } }),
    TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "sm" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "sm" } }),
    Select: Select.extend({ defaultProps: { size: "sm", checkIconPosition: "right" } }),
  },
});

/** Mantine's own dimmed and placeholder greys are too faint to be read by everybody (WCAG AA). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5b6570",
    "--mantine-color-placeholder": "#6b7580",
    "--mantine-color-error": "#c92a2a",
    "--kw-surface": "#ffffff",
    "--kw-page": "#f7f8f9",
    "--kw-line": "#e4e7ea",
    "--kw-good": "#237a35",
    "--kw-warn": "#b35900",
    "--kw-bad": "#c92a2a",
    "--kw-idle": "#8d96a0",
  },
  dark: {
    "--mantine-color-dimmed": "#a1aab4",
    "--mantine-color-placeholder": "#8d97a2",
    "--mantine-color-error": "#ff8787",
    "--kw-surface": "#191d22",
    "--kw-page": "#131619",
    "--kw-line": "#2d333a",
    "--kw-good": "#69c47f",
    "--kw-warn": "#f0a04b",
    "--kw-bad": "#ff8787",
    "--kw-idle": "#7f8994",
  },
});
