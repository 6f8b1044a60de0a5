import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './api-error.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How requests are read and answers written: one for each protocol that the SDK speaks. */
export interface Wire {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  answer(output: Readonly<Record<string, unknown>>, requestId: string): Answer;
  refuse(error: ApiError, requestId: string): Answer;
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html, and 1.1, which differs in name only. */
const jsonWire = (target: string, contentType: string, body: string): Wire => {
  const dot = target.lastIndexOf('.');
  const write = (status: number, value: unknown, requestId: string, headers = {}): Answer => ({
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId, ...headers },
    body: JSON.stringify(value),
  });
  return {
    service: target.slice(0, dot),
    operation: target.slice(dot + 1),
    input: JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>,
    answer: (output, requestId) => write(200, output, requestId),
    refuse: ({ code, message, status, members }, requestId) =>
      write(status, { __type: code, message, Message: message, ...members }, requestId, {
        // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-amzn-query-error-header
        'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}`,
      }),
  };
};

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const xmlOf = (name: string, value: unknown): string => {
  if (typeof value !== 'object' || value === null)
    return `<${name}>${escapeXml(String(value))}</${name}>`;
  const entries = Object.entries(value).map(
    ([key, of]) => `<entry>${xmlOf('key', key)}${xmlOf('value', of)}</entry>`,
  );
  return `<${name}>${entries.join('')}</${name}>`;
};

const SNS_NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** `attributes.entry.1.key=..&attributes.entry.1.value=..` is a map, `attributes.member.1=..` a list. */
const readForm = (form: URLSearchParams): Record<string, unknown> => {
  const input: Record<string, unknown> = {};
  for (const [name, value] of form) {
    const [member = '', kind, index = '', part] = name.split('.');
    if (kind === undefined) input[member] = value;
    else if (kind === 'member') {
      const list = (input[member] ??= []) as string[];
      list[Number(index) - 1] = value;
    } else if (kind === 'entry' && part === 'key') {
      const map = (input[member] ??= {}) as Record<string, string>;
      map[value] = form.get(`${member}.entry.${index}.value`) ?? '';
    }
  }
  return input;
};

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
const queryWire = (body: string): Wire => {
  const form = new URLSearchParams(body);
  const operation = form.get('Action') ?? '';
  const write = (status: number, xml: string, requestId: string): Answer => ({
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: xml,
  });
  return {
    service: 'SNS',
    operation,
    input: readForm(form),
    answer: (output, requestId) => {
      const members = Object.entries(output).map(([name, value]) => xmlOf(name, value));
      return write(
        200,
        `<${operation}Response xmlns="${SNS_NAMESPACE}"><${operation}Result>${members.join('')}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
        requestId,
      );
    },
    refuse: ({ code, message, status }, requestId) =>
      write(
        status,
        `<ErrorResponse xmlns="${SNS_NAMESPACE}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
        requestId,
      ),
  };
};

/** Which protocol a request speaks is told by its headers: JSON names its target, Query posts a form. */
export const readWire = (headers: IncomingHttpHeaders, body: string): Wire => {
  const target = headers['x-amz-target'];
  return typeof target === 'string'
    ? jsonWire(target, headers['content-type'] ?? 'application/x-amz-json-1.0', body)
    : queryWire(body);
};
