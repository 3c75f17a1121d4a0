import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import {
  campaignFields,
  channel,
  id,
  oneProduct,
  products,
  properties,
  storeFields,
  text,
  time,
} from './shared.ts';

const service = { purposes: ['necessary'], direction: 'inbound', interaction: true } as const;
const behindTheScenes = { ...service, direction: 'outbound', interaction: false } as const;

const seconds = z.number().min(0);
const call = {
  ...campaignFields,
  call_id: id.nullish(),
  direction: z.enum(['inbound', 'outbound']).nullish(),
  queue: text.nullish(),
  agent_id: id.nullish(),
  case_id: id.nullish(),
};
const caseFields = {
  case_id: id,
  subject: text.nullish(),
  kind: text.nullish(),
  status: text.nullish(),
  sentiment: text.nullish(),
  priority: text.nullish(),
  order_id: id.nullish(),
  case_channel: channel.nullish(),
  agent_id: id.nullish(),
};
const chat = {
  conversation_id: id,
  conversation_duration: seconds.nullish(),
  message_id: id.nullish(),
  agent_id: id.nullish(),
  agent_name: text.nullish(),
  agent_username: text.nullish(),
};
const product = { ...oneProduct, product_id: id.nullish() };

/** Talking to people: calls, chats, cases, advice, appointments, surveys. */
export const serviceEvents = {
  'Call Started': {
    ...service,
    description: 'A call came in or was placed; for the latter say `direction: "outbound"`.',
    properties: properties(call),
  },
  'Call Answered': {
    ...service,
    description: 'Somebody took the call.',
    properties: properties({ ...call, wait_duration: seconds.nullish() }),
  },
  'Call Abandoned': {
    ...service,
    description: 'The caller hung up before anybody answered.',
    properties: properties({ ...call, wait_duration: seconds.nullish() }),
  },
  'Call Transferred': {
    ...service,
    description: 'The call was passed on to another agent or queue.',
    properties: properties({ ...call, to_agent_id: id.nullish(), to_queue: text.nullish() }),
  },
  'Call Ended': {
    ...service,
    description: 'The call is over.',
    properties: properties({
      ...call,
      duration: seconds.nullish(),
      disposition: text.nullish(),
      resolved: z.boolean().nullish(),
    }),
  },
  'Live Chat Conversation Started': {
    ...service,
    description: 'The customer wrote the first message of a chat.',
    properties: properties(chat),
  },
  'Live Chat Message Sent': {
    ...service,
    description: 'The customer wrote a message in a chat.',
    properties: properties(chat),
  },
  'Live Chat Message Received': {
    ...service,
    description: 'The customer got an answer in a chat.',
    direction: 'outbound',
    properties: properties(chat),
  },
  'Live Chat Conversation Ended': {
    ...service,
    description: 'One side closed the chat.',
    properties: properties(chat),
  },
  'Case Opened': {
    ...service,
    description: 'The customer has a question, a claim or a complaint that somebody must settle.',
    phase: 'loyalty',
    properties: properties(caseFields),
  },
  'Case Updated': {
    ...behindTheScenes,
    description: 'Something about a case changed.',
    phase: 'loyalty',
    properties: properties(caseFields),
  },
  'Case Closed': {
    ...behindTheScenes,
    description: 'A case was settled.',
    phase: 'loyalty',
    properties: properties({ ...caseFields, resolution: text.nullish() }),
  },
  'Advice Given': {
    ...service,
    description: 'A member of staff advised the customer.',
    purposes: ['analytics'],
    phase: 'consideration',
    properties: properties({
      ...storeFields,
      ...product,
      topic: text.nullish(),
      products: products.nullish(),
    }),
  },
  'Appointment Booked': {
    ...service,
    description: 'The customer made an appointment.',
    phase: 'consideration',
    properties: properties({
      store_id: id.nullish(),
      appointment_id: id.nullish(),
      topic: text.nullish(),
      starts_at: time.nullish(),
      ends_at: time.nullish(),
      staff: id.nullish(),
    }),
  },
  'Survey Answered': {
    ...service,
    description: 'The customer answered a survey.',
    phase: 'loyalty',
    properties: properties({
      survey_id: id.nullish(),
      survey_type: text.nullish(),
      score: z.number().nullish(),
      max_score: z.number().nullish(),
      comment: text.nullish(),
      order_id: id.nullish(),
      case_id: id.nullish(),
    }),
  },
} as const satisfies EventDefinitions;
