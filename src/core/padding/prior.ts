/**
 * The uploads that are expected where none have been counted yet: adults who tested positive a few days after their first
 * symptoms, most with two weeks of keys, few with gaps. Replaced by what is counted, upload by upload. Pure.
 */

import type { TraitTables } from './trait-tables.ts'

export const PRIOR_TRAITS: TraitTables = {
  kind: { '1he': 860, '1te': 30, '2he': 60, '3he': 40, '1ho': 10 },
  onset: { '-': 450, 0: 10, 1: 60, 2: 130, 3: 140, 4: 90, 5: 50, 6: 30, 7: 20, 8: 10, 10: 10 },
  today: { none: 350, whole: 250, '-1': 60, 0: 280, 1: 60 },
  oldest: {
    ...{ 1: 15, 2: 20, 3: 20, 4: 20, 5: 20, 6: 20, 7: 30, 8: 30, 9: 30, 10: 30, 11: 30, 12: 40 },
    ...{ 13: 250, 14: 445 },
  },
  newest: { 1: 985, 2: 10, 3: 5 },
  holes: { none: 850, 1: 90, 2: 30, '1,1': 20, 3: 10 },
  'risk|0': { 0: 1 },
  'risk|1': { 0: 900, 1: 20, 3: 30, 5: 30, 8: 20 },
  'risk|2': { 0: 1 },
  'risk|3': { 0: 1 },
  risk: { 0: 1 },
}

export const PRIOR_REVISIONS: TraitTables = {
  'revision|0': { no: 1 },
  'revision|1': { no: 1 },
  'revision|2': { no: 60, 1: 35, 5: 5 },
  'revision|3': { no: 70, 1: 28, 5: 2 },
  delay: { 0: 10, 1: 45, 2: 30, 3: 15 },
  hour: {
    ...{ 7: 5, 8: 10, 9: 10, 10: 10, 11: 10, 12: 10, 13: 10, 14: 10, 15: 10, 16: 10, 17: 10 },
    ...{ 18: 10, 19: 8, 20: 6, 21: 4 },
  },
  onset: { '-': 60, '+': 40 },
  added: { 0: 1 },
}
