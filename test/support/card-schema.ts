import { Ajv } from 'ajv';

/**
 * The part of the adaptive cards' schema 1.4 that our cards use, written down from its documentation
 * (adaptivecards.io/explorer), and the envelope that a Workflows webhook of Teams takes. Nothing beside it is allowed: what is
 * misspelt, or not known to 1.4, is found.
 */
const schema = {
  $defs: {
    element: {
      type: 'object',
      required: ['type'],
      oneOf: [{ $ref: '#/$defs/richTextBlock' }, { $ref: '#/$defs/container' }],
    },
    spacing: { enum: ['default', 'none', 'small', 'medium', 'large', 'extraLarge', 'padding'] },
    richTextBlock: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'inlines'],
      properties: {
        type: { const: 'RichTextBlock' },
        inlines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/textRun' } },
        spacing: { $ref: '#/$defs/spacing' },
        separator: { type: 'boolean' },
        horizontalAlignment: { enum: ['left', 'center', 'right'] },
      },
    },
    textRun: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'text'],
      properties: {
        type: { const: 'TextRun' },
        text: { type: 'string', minLength: 1 },
        weight: { enum: ['default', 'lighter', 'bolder'] },
        size: { enum: ['default', 'small', 'medium', 'large', 'extraLarge'] },
        color: { enum: ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'] },
        fontType: { enum: ['default', 'monospace'] },
        isSubtle: { type: 'boolean' },
        italic: { type: 'boolean' },
        highlight: { type: 'boolean' },
        strikethrough: { type: 'boolean' },
        underline: { type: 'boolean' },
      },
    },
    container: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'items'],
      properties: {
        type: { const: 'Container' },
        items: { type: 'array', minItems: 1, items: { $ref: '#/$defs/element' } },
        style: { enum: ['default', 'emphasis', 'good', 'attention', 'warning', 'accent'] },
        bleed: { type: 'boolean' },
        separator: { type: 'boolean' },
        spacing: { $ref: '#/$defs/spacing' },
      },
    },
    openUrl: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'title', 'url'],
      properties: {
        type: { const: 'Action.OpenUrl' },
        title: { type: 'string', minLength: 1 },
        url: { type: 'string', pattern: '^https?://' },
      },
    },
    card: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'version', 'body'],
      properties: {
        $schema: { const: 'http://adaptivecards.io/schemas/adaptive-card.json' },
        type: { const: 'AdaptiveCard' },
        version: { const: '1.4' },
        fallbackText: { type: 'string' },
        body: { type: 'array', minItems: 1, items: { $ref: '#/$defs/element' } },
        // Teams shows six of them.
        actions: { type: 'array', maxItems: 6, items: { $ref: '#/$defs/openUrl' } },
      },
    },
  },
  type: 'object',
  additionalProperties: false,
  required: ['type', 'attachments'],
  properties: {
    type: { const: 'message' },
    attachments: {
      type: 'array',
      minItems: 1,
      maxItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['contentType', 'content'],
        properties: {
          contentType: { const: 'application/vnd.microsoft.card.adaptive' },
          contentUrl: { type: 'null' },
          content: { $ref: '#/$defs/card' },
        },
      },
    },
  },
} as const;

/** What is wrong with a message to Teams, a line for each; nothing where it is as it should be. */
export function findCardProblems(message: unknown): readonly string[] {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const isRight = validate(message);
  return isRight ? [] : (validate.errors ?? []).map(({ instancePath, message: why }) => `${instancePath}: ${why}`);
}
