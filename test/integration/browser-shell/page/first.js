// Before everything else, so that nothing goes unseen. The tests find everything they look at here.
window.testPage = {
  violations: [],
  pushed: [],
  ask: (channel, wire) => window.countersign.invoke(channel, wire),
  subscribe: (event, listener) => window.countersign.subscribe(event, listener),
};
document.addEventListener('securitypolicyviolation', (event) => {
  window.testPage.violations.push(event.effectiveDirective);
});
