/** The API's documents as the server gives them, as far as the page reads them. */

export interface SchemaJson {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number | string;
}

export interface ParameterJson {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: SchemaJson;
}

interface Media {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, unknown>>;
}

export interface WeightJson {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  readonly free?: boolean;
}

export interface OperationJson {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly ParameterJson[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
  readonly 'x-ws-method'?: string;
  readonly 'x-permission': string;
  readonly 'x-weight'?: WeightJson;
  readonly 'x-one-of'?: readonly (readonly string[])[];
  readonly 'x-order-count'?: number;
  readonly 'x-codeSamples'?: readonly { readonly label: string; readonly source: string }[];
}

export interface OpenApiJson {
  readonly info: { readonly title: string };
  readonly servers: readonly [{ readonly url: string }];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationJson>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, ParameterJson>>;
    readonly schemas: Readonly<Record<string, SchemaJson>>;
  };
  readonly 'x-errors': Readonly<
    Record<string, { readonly status: number; readonly code: number; readonly message: string }>
  >;
}

interface Reference {
  readonly $ref: string;
}

export interface AsyncOperationJson {
  readonly action: 'send' | 'receive';
  readonly channel: Reference;
  readonly title?: string;
  readonly summary: string;
  readonly tags: readonly { readonly name: string }[];
  readonly messages: readonly Reference[];
  readonly reply?: { readonly messages: readonly Reference[] };
  readonly 'x-pace'?: string;
  readonly 'x-permission'?: string;
  readonly 'x-weight'?: WeightJson;
}

export interface AsyncApiJson {
  readonly channels: Readonly<
    Record<
      string,
      {
        readonly address: string;
        readonly parameters?: Readonly<
          Record<string, { readonly description?: string; readonly enum?: readonly string[] }>
        >;
      }
    >
  >;
  readonly operations: Readonly<Record<string, AsyncOperationJson>>;
  readonly components: {
    readonly messages: Readonly<
      Record<
        string,
        {
          readonly title: string;
          readonly payload: {
            readonly properties?: {
              readonly params?: {
                readonly properties?: Readonly<Record<string, SchemaJson & { readonly description?: string }>>;
              };
            };
          };
          readonly examples?: readonly { readonly payload: unknown }[];
        }
      >
    >;
  };
}

export async function loadDocuments(
  base: string,
): Promise<{ readonly rest: OpenApiJson; readonly sockets: AsyncApiJson }> {
  const [rest, sockets] = await Promise.all(
    ['openapi', 'asyncapi'].map((name) => load(`${base}/api-docs/${name}.json`)),
  );
  return { rest: rest as OpenApiJson, sockets: sockets as AsyncApiJson };
}

async function load(url: string): Promise<unknown> {
  const response = await fetch(url);
  const body: unknown = await response.json();
  if (response.ok) return body;
  throw new Error((body as { readonly msg?: string }).msg ?? `the server answers ${response.status}`);
}
