export type {
  Connector,
  ConnectorHelp,
  CredentialField,
  DestinationField,
  NeededPermission,
  Place,
  Places,
  VariableChange,
  VariableMap,
  Variables,
} from "./connector.ts";
export { ConnectorError, type ConnectorErrorCode } from "./connector-error.ts";
export type { Http, HttpAnswer, HttpRequest } from "./http.ts";
export { type App, APPS, connectorOf } from "./registry.ts";
