/** What can happen in a journey, as fast-check commands. */
import {
  lineBreaks,
  pageDecides,
  pageIsVisited,
  pageSends,
  pageTracks,
  signsIn,
  signsOut,
  timePasses,
} from './consent-page-steps.ts';
import {
  asksForLetters,
  callerObjects,
  confirms,
  isCalled,
  isLinked,
  sale,
  staffDecides,
  tillShowsOffer,
} from './consent-staff-steps.ts';

/** All steps, the common ones more often. */
export const journeySteps = [
  staffDecides,
  staffDecides,
  staffDecides,
  callerObjects,
  sale,
  isCalled,
  isLinked,
  tillShowsOffer,
  asksForLetters,
  confirms,
  confirms,
  pageDecides,
  pageDecides,
  pageTracks,
  pageIsVisited,
  pageIsVisited,
  pageIsVisited,
  pageSends,
  signsIn,
  signsIn,
  signsOut,
  timePasses,
  lineBreaks,
];
