#include <commands.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class SchemaCommand final : public Command {
 public:
  explicit SchemaCommand(CLI::App& parent) : Command(parent, "schema", "Print the JSON Schema of scenario files") {}

 private:
  int obey(const Surroundings& at) const override {
    output_.check({});
    output_.deliver({}, scenario_schema(), at.out);
    return done;
  }

  FileOption output_{app()};
};

}  // namespace

std::unique_ptr<Command> schema_command(CLI::App& app) { return std::make_unique<SchemaCommand>(app); }

}  // namespace costmodel
