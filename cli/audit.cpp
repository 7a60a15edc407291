#include <commands.hpp>
#include <costmodel/io/claims.hpp>
#include <costmodel/render/claims.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class AuditCommand final : public Command {
 public:
  explicit AuditCommand(CLI::App& parent)
      : Command(parent, "audit",
                "Whether published claims follow from their own inputs; exit status 1 where some do not") {
    claims_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({claims_.text()});
    const auto format = output_.format();
    const Audit result = audit(load_claims(claims_.text()));
    output_.deliver({claims_.text()}, format ? render(audit_report(result), *format) : to_json(result), at.out);
    return result.all_reproduce() ? done : not_all_reproduce;
  }

  TextOption claims_{app(), "CLAIMS", "", "File of claims: JSON, comments allowed"};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> audit_command(CLI::App& app) { return std::make_unique<AuditCommand>(app); }

}  // namespace costmodel
