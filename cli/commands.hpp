// Every command, each in a file of its name.
#pragma once

#include <command.hpp>
#include <memory>

namespace costmodel {

std::unique_ptr<Command> audit_command(CLI::App& app);
std::unique_ptr<Command> check_command(CLI::App& app);
std::unique_ptr<Command> compare_bill_command(CLI::App& app);
std::unique_ptr<Command> cost_command(CLI::App& app);
std::unique_ptr<Command> crossover_command(CLI::App& app);
std::unique_ptr<Command> decide_command(CLI::App& app);
std::unique_ptr<Command> drift_command(CLI::App& app);
std::unique_ptr<Command> energy_command(CLI::App& app);
std::unique_ptr<Command> explain_command(CLI::App& app);
std::unique_ptr<Command> horizon_command(CLI::App& app);
std::unique_ptr<Command> import_command(CLI::App& app);
std::unique_ptr<Command> map_command(CLI::App& app);
std::unique_ptr<Command> new_command(CLI::App& app);
std::unique_ptr<Command> prices_command(CLI::App& app);
std::unique_ptr<Command> report_command(CLI::App& app);
std::unique_ptr<Command> risk_command(CLI::App& app);
std::unique_ptr<Command> schema_command(CLI::App& app);
std::unique_ptr<Command> size_command(CLI::App& app);
std::unique_ptr<Command> winners_command(CLI::App& app);

}  // namespace costmodel
