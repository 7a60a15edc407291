CREATE TABLE IF NOT EXISTS llama_bench (
  model_filename TEXT,
  n_prompt INTEGER,
  n_gen INTEGER,
  avg_ts REAL
);

INSERT INTO llama_bench (model_filename, n_prompt, n_gen, avg_ts) VALUES ('sql.gguf', '0', '128', '120.5');
