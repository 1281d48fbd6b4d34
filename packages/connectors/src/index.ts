export type {
  ChosenFields,
  Connector,
  ConnectorHelp,
  CredentialField,
  DestinationField,
  Minted,
  Minting,
  NeededPermission,
  Place,
  Places,
  SpecField,
  VariableChange,
  VariableMap,
  Variables,
} from "./connector.ts";
export { ConnectorError, type ConnectorErrorCode } from "./connector-error.ts";
export type { Http, HttpAnswer, HttpRequest } from "./http.ts";
export { type App, APPS, connectorOf } from "./registry.ts";
