#include <commands.hpp>
#include <costmodel/import/bills.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class CompareBillCommand final : public Command {
 public:
  explicit CompareBillCommand(CLI::App& parent)
      : Command(parent, "compare-bill",
                "What was paid for an accepted answer, against what the model says, term by term") {
    bill_.option()->required();
    path_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file(), bill_.text()});
    const auto format = output_.format();
    const Scenario scenario = scenario_.load();
    std::vector<std::string> inputs = scenario_.files(scenario);
    inputs.push_back(bill_.text());
    const ReadBill bill = read();
    const BillComparison comparison = compare_bill(scenario, path_.text(), bill, accepted_.number());
    output_.deliver(inputs, format ? render(bill_report(comparison, bill), *format) : to_json(comparison), at.out);
    return done;
  }

  /// The bill, or the charges that were asked for, of which there must be some.
  ReadBill read() const {
    naming("--bill-currency", [&] { check_bill_currency(currency_.text()); });
    ReadBill bill = read_bill(bill_.text(), {.service = service_.text(),
                                             .model = model_.text(),
                                             .resource = resource_.text(),
                                             .currency = currency_.text()});
    std::string asked;
    for (const auto& [name, option] :
         {std::pair{"--service ", &service_}, {"--model ", &model_}, {"--resource ", &resource_}})
      if (option->given()) asked += (asked.empty() ? "" : ", ") + (name + option->text());
    if (bill.groups.empty() && !asked.empty())
      throw InvalidInput("no-rows", asked, "no charge of it", "a ServiceName, ModelId or ResourceId of the bill");
    return bill;
  }

  ScenarioOptions scenario_{app(), "Scenario file"};
  TextOption bill_{
      app(), "BILL", "",
      "FOCUS 1.0 to 1.3 bill (CSV), cost report of OpenAI or Anthropic (JSON), AWS Cost and Usage Report 2.0 or "
      "Azure cost export (CSV), or OpenCost allocations (JSON); "
      "also packed with gzip"};
  TextOption path_{app(), "--path", "ID", "The path that the bill is for"};
  TextOption accepted_{app(), "--accepted", "N",
                       "Accepted answers in the period of the bill; without it, derived from the output tokens billed"};
  TextOption service_{app(), "--service", "NAME", "Only charges of this ServiceName"};
  TextOption model_{app(), "--model", "ID", "Only charges of this ModelId"};
  TextOption resource_{app(), "--resource", "ID", "Only charges of this ResourceId"};
  TextOption currency_{app(), "--bill-currency", "CODE", "Currency of a bill that names none, as OpenCost's: USD"};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> compare_bill_command(CLI::App& app) { return std::make_unique<CompareBillCommand>(app); }

}  // namespace costmodel
