/** So that one instance, one formula and one night are found among a year of others without reading all of them. */
export function indexes(): readonly string[] {
  return [
    'CREATE INDEX saltern_results_instance ON saltern_results (project, instance, started_at)',
    'CREATE INDEX saltern_results_formula ON saltern_results (project, formula, started_at)',
    'CREATE INDEX saltern_results_night ON saltern_results (project, night)',
    'CREATE INDEX saltern_runs_night ON saltern_runs (project, night)',
  ];
}
