import { definePlan, retailPlan } from '@rialto/core';

/** A retailer's own plan, as the command line loads it. */
export default definePlan({
  extends: retailPlan,
  events: {
    'Fitting Booked': {
      properties: retailPlan.events['Order Completed'].properties,
      purposes: ['necessary'],
    },
  },
});
