#include "scenario/correlations.hpp"
#include "base/pointer_path.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

constexpr double rounding = 1e-10;
constexpr std::size_t most_inputs =
    200;  ///< the eigenvalues of so many are found at once; no scenario has as many unknowns

Eigen::MatrixXd matrix_of(const Correlations& c) {
  const auto n = static_cast<Eigen::Index>(c.inputs.size());
  Eigen::MatrixXd m(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) m(i, j) = c.matrix[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  return m;
}

std::string place(std::size_t i, std::size_t j) {
  std::string where = "/correlations/matrix/";
  return where.append(std::to_string(i)).append("/").append(std::to_string(j));
}

/// The eigenvalue below 0, and the pair that weighs most in it: the least of v_i · m_ij · v_j for its eigenvector v.
std::optional<Problem> not_semidefinite(const Correlations& c) {
  const Eigen::MatrixXd m = matrix_of(c);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(m);
  const double least = solved.eigenvalues()(0);
  if (least >= -rounding) return {};
  const Eigen::VectorXd v = solved.eigenvectors().col(0);
  Eigen::Index a = 0, b = 1;
  for (Eigen::Index i = 0; i < m.rows(); ++i)
    for (Eigen::Index j = i + 1; j < m.cols(); ++j)
      if (v(i) * m(i, j) * v(j) < v(a) * m(a, b) * v(b)) a = i, b = j;
  const auto ia = static_cast<std::size_t>(a), ib = static_cast<std::size_t>(b);
  std::string found = "smallest eigenvalue ";
  found.append(number_text(std::round(least * 1e6) / 1e6))
      .append(", most of it from ")
      .append(number_text(c.matrix[ia][ib]));
  found.append(" between \"").append(c.inputs[ia]).append("\" and \"").append(c.inputs[ib]).append("\"");
  return Problem{"bad-correlation", place(ia, ib), std::move(found),
                 "a positive semidefinite matrix: no eigenvalue below 0"};
}

/// The unknown that a name means: its own, that of one of its inputs, or the acceptance of a path that shares it.
std::optional<std::size_t> find(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                                const std::string& name) {
  std::string id(names::path_of_acceptance(name).value_or(""));
  for (const auto& path : scenario.paths)
    if (path.id == id && !path.acceptance.same_as.empty()) id = path.acceptance.same_as;
  const auto fits = [&](const std::string& pointer) {
    if (pointer == name || pointer.substr(1) == name) return true;
    const auto place = fields::in_path(pointer);
    if (!place) return false;
    const std::string& whose = scenario.paths[place->path].id;
    return whose + std::string(place->rest) == name || (whose == id && place->rest == "/acceptance/rate");
  };
  for (std::size_t k = 0; k < unknowns.size(); ++k) {
    const Unknown& u = unknowns[k];
    if (u.name == name || (!id.empty() && u.acceptance_of == id) || std::any_of(u.inputs.begin(), u.inputs.end(), fits))
      return k;
  }
  return {};
}

}  // namespace

std::vector<Problem> correlation_problems(const Correlations& c) {
  std::vector<Problem> problems;
  const std::size_t n = c.inputs.size();
  const auto problem = [&](std::string where, std::string found, std::string allowed) {
    problems.push_back({"bad-correlation", std::move(where), std::move(found), std::move(allowed)});
  };
  if (n > most_inputs) {
    problem("/correlations/inputs", text::fixed(static_cast<double>(n), 0) + " inputs",
            "at most " + std::to_string(most_inputs));
    return problems;
  }
  if (n == 0) problem("/correlations/inputs", "no inputs", "at least two, and a row of the matrix for each");
  if (c.matrix.size() != n ||
      std::any_of(c.matrix.begin(), c.matrix.end(), [&](const auto& row) { return row.size() != n; })) {
    std::string size = std::to_string(n);
    problem("/correlations/matrix", "another number of rows or columns than inputs",
            size.append(" × ").append(std::to_string(n)));
    return problems;
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double r = c.matrix[i][j];
      if (i == j && r != 1)
        problem(place(i, j), number_text(r), "1 on the diagonal");
      else if (!(r >= -1 && r <= 1))
        problem(place(i, j), number_text(r), "-1 to 1");
      else if (i < j && r != c.matrix[j][i])
        problem(place(i, j), number_text(r),
                number_text(c.matrix[j][i]).append(", as on the other side of the diagonal"));
    }
  if (problems.empty() && n > 1)
    if (auto bad = not_semidefinite(c)) problems.push_back(std::move(*bad));
  return problems;
}

Copula copula(const Scenario& scenario, const std::vector<Unknown>& unknowns) {
  Copula result;
  if (!scenario.correlations) return result;
  const Correlations& c = *scenario.correlations;
  std::vector<std::string> known;
  for (const auto& u : unknowns) {
    known.push_back(u.name);
    known.insert(known.end(), u.inputs.begin(), u.inputs.end());
  }
  std::vector<Problem> problems;
  std::vector<Eigen::Index> taken;
  std::optional<std::vector<Unknown>> over_time;  // what a month alone leaves out: the others keep their correlations
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const std::string where = "/correlations/inputs/" + std::to_string(i);
    std::string quoted = "\"";
    quoted.append(c.inputs[i]).append("\"");
    const auto k = find(scenario, unknowns, c.inputs[i]);
    if (!k && !over_time) over_time = all_unknowns_over_time(scenario);
    if (!k && find(scenario, *over_time, c.inputs[i])) continue;
    if (!k)
      problems.push_back(
          {"not-uncertain", where, quoted,
           "an input with a range or a distribution, or a counted acceptance" + did_you_mean(c.inputs[i], known)});
    else if (std::find(result.unknowns.begin(), result.unknowns.end(), *k) != result.unknowns.end())
      problems.push_back({"same-unknown", where, quoted, "each unknown once; this one is there by another name"});
    else
      result.unknowns.push_back(*k), taken.push_back(static_cast<Eigen::Index>(i));
  }
  if (!problems.empty()) throw InvalidInput(std::move(problems));

  // A lower triangle would leave the first input its own points; a matrix that is only just semidefinite has none, so
  // the triangle is built with columns of zero where nothing is left.
  const Eigen::MatrixXd m = matrix_of(c)(taken, taken);
  const Eigen::Index n = m.rows();
  Eigen::MatrixXd f = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index j = 0; j < n; ++j) {
    const double rest = m(j, j) - f.row(j).head(j).squaredNorm();
    if (rest <= rounding) continue;
    f(j, j) = std::sqrt(rest);
    for (Eigen::Index i = j + 1; i < n; ++i) f(i, j) = (m(i, j) - f.row(i).head(j).dot(f.row(j).head(j))) / f(j, j);
  }
  for (Eigen::Index i = 0; i < n; ++i) result.factor.emplace_back(f.row(i).begin(), f.row(i).end());
  return result;
}

void drop_certain(Scenario& scenario, const std::vector<Unknown>& before, const std::vector<Unknown>& after) {
  Correlations& c = *scenario.correlations;
  if (c.matrix.size() != c.inputs.size()) return;  // validation says so
  for (std::size_t i = c.inputs.size(); i-- > 0;) {
    if (!find(scenario, before, c.inputs[i]) || find(scenario, after, c.inputs[i])) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    c.inputs.erase(c.inputs.begin() + at);
    c.matrix.erase(c.matrix.begin() + at);
    for (auto& row : c.matrix)
      if (i < row.size()) row.erase(row.begin() + at);
  }
  if (c.inputs.size() < 2) scenario.correlations.reset();
}

}  // namespace costmodel
